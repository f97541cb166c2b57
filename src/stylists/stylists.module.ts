import { Module } from '@nestjs/common';
import { BranchesController, BranchesService } from './branches.controller.js';
import { StylistsController } from './stylists.controller.js';
import { StylistsService } from './stylists.service.js';

@Module({ controllers: [StylistsController, BranchesController], providers: [StylistsService, BranchesService] })
export class StylistsModule {}

import { Module } from '@nestjs/common';
import { StylistsController } from './stylists.controller.js';
import { StylistsService } from './stylists.service.js';

@Module({ controllers: [StylistsController], providers: [StylistsService] })
export class StylistsModule {}

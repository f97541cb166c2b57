import { Module } from '@nestjs/common';
import { BranchesController, BranchesService } from './branches.controller.js';
import { DirectoryController } from './directory.controller.js';
import { DirectoryService } from './directory.service.js';
import { StylistController } from './stylist.controller.js';
import { StylistBookingsService } from './stylist-bookings.service.js';
import { StylistSettingsService } from './stylist-settings.service.js';
import { StylistStandingService } from './stylist-standing.service.js';
import { StylistsController } from './stylists.controller.js';
import { StylistsService } from './stylists.service.js';

/** The list of stylists, one stylist, and the public directory. */
@Module({
  controllers: [StylistsController, StylistController, DirectoryController, BranchesController],
  providers: [
    StylistsService,
    StylistSettingsService,
    StylistStandingService,
    StylistBookingsService,
    DirectoryService,
    BranchesService,
  ],
})
export class StylistsModule {}

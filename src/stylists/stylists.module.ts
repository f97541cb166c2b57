import { Module } from '@nestjs/common';
import { DirectoryController } from './directory.controller.js';
import { DirectoryService } from './directory.service.js';
import { StylistBookingsService } from './stylist-bookings.service.js';
import { StylistSettingsService } from './stylist-settings.service.js';
import { StylistStandingService } from './stylist-standing.service.js';
import { StylistsController } from './stylists.controller.js';
import { StylistsService } from './stylists.service.js';

/** The list of stylists, one stylist, and the public directory. */
@Module({
  controllers: [StylistsController, DirectoryController],
  providers: [
    StylistsService,
    StylistSettingsService,
    StylistStandingService,
    StylistBookingsService,
    DirectoryService,
  ],
})
export class StylistsModule {}

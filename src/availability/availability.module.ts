import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AvailabilityController } from './availability.controller.js';
import { AvailabilityService } from './availability.service.js';
import { CachedDay } from './cache/cached-day.entity.js';
import { CachedDays } from './cache/cached-days.js';
import { CacheCleanup } from './cache/cleanup.js';
import { CacheValidator } from './cache/cache-validator.js';
import { SingleFlight } from './cache/single-flight.js';
import { AvailabilityCheck } from './check.js';
import { AvailabilityExplanation } from './explain.js';
import { OfferLoader } from './load-offers.js';
import { NextAvailability } from './next.js';
import { DayRenderer } from './rendering.js';
import { AvailabilitySearch } from './search.js';
import { StylistsOffering } from './stylists-offering.js';

/** Slots: computed from schedules, bookings and holds, and cached. */
@Module({
  imports: [TypeOrmModule.forFeature([CachedDay])],
  controllers: [AvailabilityController],
  providers: [
    AvailabilityService,
    AvailabilitySearch,
    NextAvailability,
    AvailabilityCheck,
    AvailabilityExplanation,
    StylistsOffering,
    OfferLoader,
    DayRenderer,
    CachedDays,
    CacheValidator,
    SingleFlight,
    CacheCleanup,
  ],
})
export class AvailabilityModule {}

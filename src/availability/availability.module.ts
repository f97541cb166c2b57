import { Module } from '@nestjs/common';
import { AvailabilityController } from './availability.controller.js';
import { CacheSweep } from './cache/cleanup.js';
import { CachedDays } from './cache/cached-days.js';
import { InputsLoader } from './inputs.js';

/** Slots: computed, kept, and never from before a change. */
@Module({ controllers: [AvailabilityController], providers: [InputsLoader, CachedDays, CacheSweep] })
export class AvailabilityModule {}

import { Module } from '@nestjs/common';
import { AvailabilityController } from './availability.controller.js';
import { CacheSweep } from './cache-sweep.js';
import { Days } from './days.js';
import { InputsLoader } from './inputs.js';

/** Slots: computed, kept, and never from before a change. */
@Module({ controllers: [AvailabilityController], providers: [InputsLoader, Days, CacheSweep] })
export class AvailabilityModule {}

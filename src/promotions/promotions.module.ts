import { Module } from '@nestjs/common';
import { PromotionStepsController } from './promotion-steps.controller.js';
import { PromotionsController } from './promotions.controller.js';

/** The verification workflow that makes a user a stylist. */
@Module({ controllers: [PromotionsController, PromotionStepsController] })
export class PromotionsModule {}

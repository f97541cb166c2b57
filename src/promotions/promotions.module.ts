import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OwnPromotion, Promotion } from './promotion.entity.js';
import { PromotionStepsController } from './promotion-steps.controller.js';
import { PromotionsController } from './promotions.controller.js';

/** The verification workflow that makes a user a stylist. */
@Module({
  imports: [TypeOrmModule.forFeature([Promotion, OwnPromotion])],
  controllers: [PromotionsController, PromotionStepsController],
})
export class PromotionsModule {}

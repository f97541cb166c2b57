import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApprovePromotion } from './approve.js';
import { PromotionAnswers } from './promotion-answers.js';
import { MyPromotion, Promotion } from './promotion.entity.js';
import { PromotionsController } from './promotions.controller.js';
import { PromotionsService } from './promotions.service.js';
import { RevokePromotion } from './revoke.js';

/** The verification workflow that makes a user a stylist. */
@Module({
  imports: [TypeOrmModule.forFeature([Promotion, MyPromotion])],
  controllers: [PromotionsController],
  providers: [PromotionAnswers, PromotionsService, ApprovePromotion, RevokePromotion],
})
export class PromotionsModule {}

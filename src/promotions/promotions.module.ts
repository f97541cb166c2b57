import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApprovePromotion } from './approve.js';
import { CandidatesService } from './candidates.service.js';
import { PromotionAnswers } from './promotion-answers.js';
import { MyPromotion, Promotion } from './promotion.entity.js';
import { PromotionsController } from './promotions.controller.js';
import { PromotionsService } from './promotions.service.js';
import { RevokePromotion } from './revoke.js';

/** The search for candidates, and the verification workflow that makes them stylists. */
@Module({
  imports: [TypeOrmModule.forFeature([Promotion, MyPromotion])],
  controllers: [PromotionsController],
  providers: [PromotionAnswers, PromotionsService, ApprovePromotion, RevokePromotion, CandidatesService],
})
export class PromotionsModule {}

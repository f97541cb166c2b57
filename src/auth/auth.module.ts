import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { RateLimits } from '../http/rate-limits.js';
import { AccessGuard, Admission } from './access.guard.js';
import { MeController } from './me.controller.js';
import { Tokens } from './tokens.js';

/** Sign-in, roles and limits of every route. */
@Global()
@Module({
  controllers: [MeController],
  providers: [Tokens, RateLimits, Admission, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [Tokens, RateLimits],
})
export class AuthModule {}

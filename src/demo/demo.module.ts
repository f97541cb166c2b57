import { Module } from '@nestjs/common';
import { DevTokenController } from './dev-token.controller.js';

/** Tokens for the people of the demo salon. The module is loaded only with DEMO_DATA and DEMO_TOKENS on. */
@Module({ controllers: [DevTokenController] })
export class DemoModule {}

import { Module } from '@nestjs/common';
import { DevController } from './dev.controller.js';

/** Tokens for the people of the demo salon, and a new one. The module is loaded only with DEMO_DATA and DEMO_TOKENS on. */
@Module({ controllers: [DevController] })
export class DemoModule {}

import 'reflect-metadata';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { requireDeclaredAccess } from '../../src/http/routes.js';
import { SECRET, startApp, type TestApp } from '../support/app.js';

@Controller()
class BareController {
  @Get('v1/bare')
  read(): string {
    return 'open to everybody';
  }
}

@Module({ controllers: [BareController] })
class BareModule {}

let app: TestApp;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
});

afterAll(() => app.close());

test('A controller with a bare @Get() stops the start with the name of its route', async () => {
  const adapter = new FastifyAdapter();
  const bare = await NestFactory.create<NestFastifyApplication>(BareModule, adapter, {
    logger: false,
    abortOnError: false,
  });
  requireDeclaredAccess(adapter.getInstance());
  await expect(bare.init()).rejects.toThrow('GET /v1/bare does not declare who may call it');
});

test('The application takes no route without a declared access, whoever adds it', async () => {
  const settings = { DATABASE_URL: app.database.url, AUTH_JWT_SECRET: SECRET };
  const another = await createApp(readConfig({ ...settings, LOG_LEVEL: 'silent' }), app.database.url);
  const fastify = another.getHttpAdapter().getInstance();
  expect(() => fastify.get('/v1/bare', () => 'open')).toThrow('GET /v1/bare does not declare who may call it');
  await another.close();
});

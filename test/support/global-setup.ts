import 'reflect-metadata';
import { SERVER_VARIABLE, startServer } from './server.js';

declare global {
  var stopTestServer: (() => Promise<void>) | undefined;
}

export default async function setup(): Promise<void> {
  const { server, stop } = await startServer();
  process.env[SERVER_VARIABLE] = JSON.stringify(server);
  globalThis.stopTestServer = stop;
}

import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Inject, Injectable } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { CONFIG, type Config } from '../config.js';
import {
  allowedAddresses,
  faultOfUrl,
  ForbiddenAddress,
  hostOf,
  NOT_PUBLIC,
  pinned,
  resolver,
  type Resolve,
} from './webhook-address.js';

/** What is sent: the same for every attempt. */
export interface Message {
  /** The event's id. */
  id: string;
  type: string;
  timestamp: string;
  data: Record<string, unknown>;
}

/** What one attempt came to. */
export interface Outcome {
  /** Null: there was no answer. */
  status: number | null;
  durationMs: number;
  /** Null: delivered. */
  failure: string | null;
}

/** Bytes of the answer's headers; its body is not read. */
const MOST_HEADER_BYTES = 16_384;

/** Sends signed messages (docs/events.md). */
@Injectable()
export class WebhookSender {
  private readonly allowPrivate: boolean;
  protected readonly resolve: Resolve;

  constructor(@Inject(CONFIG) { webhooks }: Config) {
    this.allowPrivate = webhooks.allowPrivate;
    this.resolve = resolver(webhooks.allowPrivate);
  }

  /** Why a URL cannot be one of a webhook. A name that does not resolve is accepted, and fails when it is sent to. */
  async faultOf(text: string): Promise<string | undefined> {
    const fault = faultOfUrl(text, this.allowPrivate);
    if (fault !== undefined) return fault;
    try {
      await allowedAddresses(hostOf(new URL(text)), this.resolve, this.allowPrivate);
      return undefined;
    } catch (error) {
      return error instanceof ForbiddenAddress ? NOT_PUBLIC : undefined;
    }
  }

  /**
   * Makes one attempt. It never throws.
   *
   * @param secrets each signs: two for a day after a rotation.
   * @param signal ends the attempt, at a timeout or at the shutdown.
   */
  async send(url: string, secrets: readonly string[], message: Message, signal: AbortSignal): Promise<Outcome> {
    const startedAt = performance.now();
    const outcome = (status: number | null, failure: string | null): Outcome => {
      return { status, durationMs: Math.round(performance.now() - startedAt), failure };
    };
    try {
      const status = await this.post(new URL(url), secrets, message, signal);
      return outcome(status, status >= 200 && status < 300 ? null : `the answer is ${status}`);
    } catch (error) {
      const timedOut = signal.aborted && (signal.reason as Error).name === 'TimeoutError';
      const reason = error instanceof Error ? error.message || (error as { code?: string }).code : String(error);
      return outcome(null, timedOut ? 'there was no answer in time' : (reason ?? 'unknown'));
    }
  }

  private async post(url: URL, secrets: readonly string[], message: Message, signal: AbortSignal): Promise<number> {
    const fault = faultOfUrl(url.href, this.allowPrivate);
    if (fault !== undefined) throw new ForbiddenAddress(`the URL ${fault}`);
    const addresses = await raced(allowedAddresses(hostOf(url), this.resolve, this.allowPrivate), signal);
    const { id, ...content } = message;
    const body = JSON.stringify(content);
    const now = new Date();
    const options = {
      method: 'POST',
      // A connection of its own: one that stays open would outlive the check of its address.
      agent: false as const,
      lookup: pinned(addresses),
      signal,
      maxHeaderSize: MOST_HEADER_BYTES,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'kb-stylish-service-engine',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(' '),
      },
    };
    return new Promise((done, failed) => {
      const request = url.protocol === 'http:' ? httpRequest(url, options) : httpsRequest(url, options);
      request.on('error', failed);
      request.once('response', (response) => {
        done(response.statusCode ?? 0);
        response.on('error', () => undefined);
        response.destroy();
      });
      request.end(body);
    });
  }
}

/** The result of the work, or the reason of the signal: a resolver takes no signal. */
async function raced<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return Promise.race([
    work,
    new Promise<never>((_done, failed) => {
      signal.addEventListener('abort', () => failed(signal.reason as Error), { once: true });
    }),
  ]);
}

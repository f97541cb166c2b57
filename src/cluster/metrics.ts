import cluster, { type Worker } from 'node:cluster';
import { AggregatorRegistry, type RegistryContentType, type Registry } from 'prom-client';

/** Milliseconds that a worker waits for the numbers of all; prom-client gives the others five seconds. */
const PATIENCE = 6_000;

interface Question {
  metricsFor: number;
}

interface Answer {
  metricsOf: number;
  /** Undefined: some worker did not answer. */
  text: string | undefined;
}

/** In the primary: adds up what all workers counted, for whichever of them is asked. */
export function collectMetrics(): void {
  const all = new AggregatorRegistry();
  cluster.on('message', (worker, message: unknown) => {
    if (isQuestion(message)) void answer(all, worker, message);
  });
}

async function answer(
  all: AggregatorRegistry<RegistryContentType>,
  worker: Worker,
  { metricsFor }: Question,
): Promise<void> {
  const text = await all.clusterMetrics().catch(() => undefined);
  if (worker.isConnected()) worker.send({ metricsOf: metricsFor, text } satisfies Answer);
}

/** In a worker, before all else: the primary's questions are answered from now on. */
export function hearQuestions(): AggregatorRegistry<RegistryContentType> {
  return new AggregatorRegistry();
}

/** In a worker: its share of what {@link collectMetrics} adds up. */
export function shareMetrics(registries: Registry[]): void {
  AggregatorRegistry.setRegistries(registries);
}

let asked = 0;

/**
 * In a worker: the numbers of all workers together, in Prometheus' text format.
 *
 * @throws {Error} when they do not come in time.
 */
export async function metricsOfAll(): Promise<string> {
  const id = ++asked;
  return new Promise((done, failed) => {
    const hear = (message: unknown): void => {
      if (isAnswer(message) && message.metricsOf === id) finish(message.text);
    };
    const timer = setTimeout(() => finish(undefined), PATIENCE);
    const finish = (text: string | undefined): void => {
      clearTimeout(timer);
      process.off('message', hear);
      if (text === undefined) failed(new Error('a worker did not tell its metrics'));
      else done(text);
    };
    process.on('message', hear);
    process.send?.({ metricsFor: id } satisfies Question);
  });
}

function isQuestion(message: unknown): message is Question {
  return typeof message === 'object' && message !== null && 'metricsFor' in message;
}

function isAnswer(message: unknown): message is Answer {
  return typeof message === 'object' && message !== null && 'metricsOf' in message;
}

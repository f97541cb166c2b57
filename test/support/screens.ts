import type { components } from '../../client/src/schema.js';
import type { Instance } from './app.js';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The answers as the document names them. */
export type Schemas = components['schemas'];

/** A screen of a client that has no other source than the API. It counts the calls that it needs. */
export class Screen {
  private readonly calls: string[] = [];

  constructor(
    private readonly app: Instance,
    private readonly name: string,
  ) {}

  /** One call, which must succeed; gives the answer's body. Undefined: anonymous. */
  async call<Body>(who: string | undefined, route: `${string} /${string}`, body?: object): Promise<Body> {
    const [method = '', path = ''] = route.split(' ');
    const request = this.app.as(who)[method.toLowerCase() as Method](path);
    const answer = await (body === undefined ? request : request.send(body));
    this.calls.push(`${method} ${path}`);
    if (answer.status >= 300) throw new Error(`${this.name}: ${route} gave ${answer.status} ${answer.text}`);
    return answer.body as Body;
  }

  /** Prints and gives the number of calls. */
  end(): number {
    process.stdout.write([`${this.name}: ${this.calls.length} calls`, ...this.calls].join('\n  ') + '\n');
    return this.calls.length;
  }
}

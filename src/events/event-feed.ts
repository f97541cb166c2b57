import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { RequestContext } from '../auth/request-context.js';
import { CONFIG, type Config } from '../config.js';
import { Database } from '../database/database.js';
import { runJob } from '../database/job.js';
import { instantColumn } from '../database/sql-format.js';
import type { EventDto, EventPageDto, EventsQuery } from './events.dto.js';

const DEFAULT_LIMIT = 50;
/** Events that one call orders (migrations/events-and-webhooks/events.ts), and calls of one request. */
const ORDERED_AT_ONCE = 10_000;
const MOST_CALLS = 20;

/** Milliseconds between two orderings where nobody reads the feed, and between two removals. */
const ORDER_EVERY = 5_000;
const REMOVE_EVERY = 60_000;

const ORDER = 'SELECT private.order_events() AS ordered';

/** The events of the feed: those that have a position and are still kept. */
const SELECT = `
  SELECT e.id, e.type, ${instantColumn('e.occurred_at')} AS "occurredAt", e.actor_id AS "actorId",
         e.request_id AS "requestId", e.data
    FROM private.events e
   WHERE e.position > coalesce((SELECT a.position FROM private.events a WHERE a.id = $1), 0)
     AND e.occurred_at > now() - make_interval(days => $2)
     AND ($3::text[] IS NULL OR e.type = ANY ($3))
   ORDER BY e.position
   LIMIT $4`;

/** An event whose delivery is still tried stays, and the feed does not show it. */
const REMOVE = `
  DELETE FROM private.events
   WHERE id = ANY (ARRAY(SELECT e.id FROM private.events e
                          WHERE e.occurred_at < now() - make_interval(days => $1)
                            AND NOT EXISTS (SELECT FROM private.webhook_deliveries d JOIN private.webhooks w ON w.id = d.webhook_id
                                             WHERE d.event_id = e.id AND d.status = 'pending' AND w.is_enabled)
                          ORDER BY e.occurred_at
                          LIMIT ${ORDERED_AT_ONCE}))
  RETURNING 1`;

/** The feed of events (docs/events.md). */
@Injectable()
export class EventFeed {
  private readonly logger = new Logger(EventFeed.name);

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The events after one of them, oldest first. What was committed before the request is among them. */
  async list(context: RequestContext, query: EventsQuery): Promise<EventPageDto> {
    const { after = null, types = null, limit = DEFAULT_LIMIT } = query;
    await this.order();
    const rows = await context.read((tx) =>
      tx.engine<EventDto>(SELECT, [after, this.config.events.days, types, limit + 1]),
    );
    const items = rows.slice(0, limit);
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  @Interval(ORDER_EVERY)
  async orderRegularly(): Promise<void> {
    if (!this.database.serves) return;
    await runJob('order_events', () => this.order()).catch(
      this.database.warning(this.logger, 'Events are not ordered'),
    );
  }

  @Interval(REMOVE_EVERY)
  async removeRegularly(): Promise<void> {
    if (!this.database.serves) return;
    await runJob('remove_events', () => this.remove()).catch(
      this.database.warning(this.logger, 'Events are not removed'),
    );
  }

  /** Gives each committed event its position. Any number of processes may do so at once: they do it one after the other. */
  async order(): Promise<void> {
    for (let call = 0; call < MOST_CALLS; call += 1) {
      const [row] = await this.database.asEngine((tx) => tx.engine<{ ordered: number }>(ORDER));
      if ((row?.ordered ?? 0) < ORDERED_AT_ONCE) return;
    }
  }

  /** Removes events that are no longer kept, with their deliveries. */
  async remove(): Promise<void> {
    const removed = await this.database.asEngine((tx) => tx.engine(REMOVE, [this.config.events.days]));
    if (removed.length === ORDERED_AT_ONCE) await this.remove();
  }
}

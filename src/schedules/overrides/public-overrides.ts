import { Inject, Injectable } from '@nestjs/common';
import { IsNull, LessThanOrEqual, MoreThanOrEqual, Not } from 'typeorm';
import type { RequestContext } from '../../auth/request-context.js';
import { todayIn } from '../../calendar/wall-clock.js';
import { CONFIG, type Config } from '../../config.js';
import { checkRange } from '../../http/date-range.js';
import { withBranchNames } from '../branches.js';
import { ScheduleOverride } from './override.entity.js';
import type { PublicOverrideQuery, PublicOverridesDto } from './public-overrides.dto.js';

/** The public list has no pages; no salon has so many overrides to come. */
const MAX_PUBLIC = 1_000;

/** What everybody may know: when the business or a branch is closed or has other hours. */
@Injectable()
export class PublicOverrides {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Lists the overrides for all stylists and for branches that are active or to come, by start. Everybody may read them.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`.
   */
  async list(context: RequestContext, query: PublicOverrideQuery): Promise<PublicOverridesDto> {
    checkRange(query);
    const today = todayIn(this.config.businessTimezone, Date.now());
    const from = query.from === undefined || query.from < today ? today : query.from;
    const dates = {
      endDate: MoreThanOrEqual(from),
      ...(query.to === undefined ? {} : { startDate: LessThanOrEqual(query.to) }),
    };
    const rows = await context.read(async (tx) => {
      const found = await tx.manager.find(ScheduleOverride, {
        select: {
          id: true,
          branchId: true,
          overrideType: true,
          startDate: true,
          endDate: true,
          isClosed: true,
          startTime: true,
          endTime: true,
          reason: true,
        },
        where: [
          { appliesToAllStylists: true, ...dates },
          { branchId: Not(IsNull()), ...dates },
        ],
        order: { startDate: 'ASC', endDate: 'ASC', id: 'ASC' },
        take: MAX_PUBLIC,
      });
      return withBranchNames(tx, found);
    });
    return {
      items: rows.map(
        ({ branchId, branchName, overrideType, startDate, endDate, isClosed, startTime, endTime, reason }) => {
          return { branchId, branchName, overrideType, startDate, endDate, isClosed, startTime, endTime, reason };
        },
      ),
    };
  }
}

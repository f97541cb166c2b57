import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Page } from './paging.js';

/**
 * The class of a page of a list (docs/api.md "Lists").
 *
 * @param total what the document says of the total.
 */
export function PageOf<Item>(item: Type<Item>, total?: string): Type<Page<Item>> {
  class PageDto implements Page<Item> {
    @ApiProperty({ type: String, nullable: true, description: 'Null at the end.' })
    nextCursor: string | null;

    @ApiProperty({ type: item, isArray: true })
    items: Item[];

    @ApiProperty(total === undefined ? {} : { description: total })
    total: number;
  }
  return PageDto;
}

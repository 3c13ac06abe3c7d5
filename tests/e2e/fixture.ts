import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

import { openBrowser } from './browser.ts';
import { Stack } from './stack.ts';
import { Visitor } from './visitor.ts';

interface Fixture {
  readonly url: string;
  /** The text of the letter to this address, as soon as it is sent. */
  letterTo: (address: string) => Promise<string>;
  phone: (options?: Parameters<typeof Visitor.onPhone>[2]) => Promise<Visitor>;
  desk: (options?: Parameters<typeof Visitor.atDesk>[2]) => Promise<Visitor>;
}

/** A stack and a browser for the tests of a file; visitors leave at the end of each. */
export const freshStack = (): Fixture => {
  let stack: Stack;
  let browser: Browser;
  let visitors: Visitor[] = [];
  beforeAll(async () => {
    [stack, browser] = await Promise.all([Stack.start(), openBrowser()]);
  });
  afterEach(async () => {
    const leaving = visitors;
    visitors = [];
    await Promise.all(leaving.map((visitor) => visitor.leave()));
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });
  const remembered = async (opened: Promise<Visitor>): Promise<Visitor> => {
    const visitor = await opened;
    visitors.push(visitor);
    return visitor;
  };
  return {
    get url() {
      return stack.url;
    },
    letterTo: async (address) => {
      let letter = '';
      await expect.poll(async () => (letter = (await stack.letterTo(address)) ?? '')).toMatch(/\S/);
      return letter;
    },
    phone: (options) => remembered(Visitor.onPhone(browser, stack.url, options)),
    desk: (options) => remembered(Visitor.atDesk(browser, stack.url, options)),
  };
};

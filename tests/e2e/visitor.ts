import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

import { PLACE, type Person } from './market.ts';

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

/** Somebody in front of a browser of their own. What their pages complain about is a failure. */
export class Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly #url: string;
  readonly #problems: string[] = [];

  private constructor(url: string, context: BrowserContext, page: Page) {
    this.#url = url;
    this.context = context;
    this.page = page;
    page.on('pageerror', (error) => this.#problems.push(String(error)));
    page.on('console', (message) => {
      // An answer that is no success is logged by the browser itself.
      const expected = /Failed to load resource/.test(message.text());
      if (message.type() === 'error' && !expected) this.#problems.push(message.text());
    });
  }

  static async #open(browser: Browser, url: string, options: BrowserContextOptions): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL: url,
      locale: 'en-US',
      timezoneId: 'UTC',
      serviceWorkers: 'block',
      geolocation: PLACE,
      permissions: ['geolocation'],
      // So that nothing is looked at half-way through a movement.
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(15_000);
    return new Visitor(url, context, await context.newPage());
  }

  static onPhone(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    return Visitor.#open(browser, url, { ...PHONE, ...options });
  }

  static atDesk(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    return Visitor.#open(browser, url, { ...DESK, ...options });
  }

  async goto(path: string): Promise<void> {
    await this.page.goto(`${this.#url}${path}`);
  }

  /** Signs in by the form of `path`, and waits until it is done. */
  async signIn(person: Person, path = '/sign-in/'): Promise<void> {
    await this.goto(path);
    const form = this.page.locator('form');
    await form.getByLabel('Username').fill(person.username);
    await form.getByLabel('Password').fill(person.password);
    await form.getByRole('button', { name: 'Sign in' }).click();
    await form.waitFor({ state: 'detached' });
  }

  /** Waits until this is shown. */
  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  async presses(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name }).click();
  }

  async leave(): Promise<void> {
    await this.context.close();
    expect(this.#problems).toEqual([]);
  }
}

import type { LiveEvent } from './stream.ts';

interface Known {
  left: number;
  revision: number;
  /** By this device's clock, in milliseconds. */
  heardAt: number;
}

/** What is left of each window by the newest frame; a frame that comes late changes nothing. */
export class StockBoard {
  readonly #known = new Map<number, Known>();
  readonly #listeners = new Set<() => void>();

  take(event: LiveEvent): void {
    if (event.name !== 'stock') return;
    const known = this.#known.get(event.window);
    if (known && known.revision >= event.revision) return;
    this.#known.set(event.window, { left: event.left, revision: event.revision, heardAt: Date.now() });
    this.#tell();
  }

  /** After a list was asked for at that moment: it is newer than what was heard before. */
  forgetBefore(moment: number): void {
    for (const [window, { heardAt }] of this.#known) {
      if (heardAt < moment) this.#known.delete(window);
    }
    this.#tell();
  }

  /** Nothing when a list knows better. */
  left(window: number): number | undefined {
    return this.#known.get(window)?.left;
  }

  readonly subscribe = (tell: () => void): (() => void) => {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  };

  #tell(): void {
    for (const tell of this.#listeners) tell();
  }
}

/**
 * The server's clock, known from the Date header of its answers.
 *
 * A Date has whole seconds: when an answer says D, and was asked for at `sent` and came at `received` (this device's
 * clock), the server's clock is ahead by something between D - received and D + 1 s - sent. Each answer narrows that
 * interval; one that contradicts it means that a clock was set, and begins anew.
 */
export class ServerClock {
  #low = -Infinity;
  #high = Infinity;

  /** All in milliseconds since 1970. */
  note(date: number, sent: number, received: number): void {
    const low = date - received;
    const high = date + 1000 - sent;
    const contradicts = low > this.#high || high < this.#low;
    this.#low = contradicts ? low : Math.max(low, this.#low);
    this.#high = contradicts ? high : Math.min(high, this.#high);
  }

  /** By how many milliseconds the server's clock is ahead of this device's; 0 before its first answer. */
  get offset(): number {
    return Number.isFinite(this.#low) ? (this.#low + this.#high) / 2 : 0;
  }

  now(): number {
    return Date.now() + this.offset;
  }
}

export const serverClock = new ServerClock();

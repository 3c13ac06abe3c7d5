import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

type Process = ChildProcessByStdio<null, Readable, Readable>;

const READY_MS_MAX = 60_000;

const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const probe = createServer();
    probe.on('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => found(port));
    });
  });

/** A throw-away stack: `marketplace up` on free ports in a temporary folder. */
export class Stack {
  readonly url: string;
  readonly #up: Process;
  readonly #folder: string;

  private constructor(url: string, up: Process, folder: string) {
    this.url = url;
    this.#up = up;
    this.#folder = folder;
  }

  static async start(settings: Record<string, string> = {}): Promise<Stack> {
    const program = process.env['MARKETPLACE'];
    if (!program) throw new Error('MARKETPLACE must be the path of the program');
    const folder = await mkdtemp(join(tmpdir(), 'marketplace-stack-'));
    // PostgreSQL runs as another user when we are root: it must be able to enter the folder.
    await chmod(folder, 0o755);
    const [web, aws] = [await freePort(), await freePort()];
    const ports = ['--web-port', String(web), '--aws-port', String(aws)];
    const up = spawn(program, ['up', '--no-demo', '--data-dir', join(folder, 'data'), ...ports], {
      env: { ...process.env, EMAIL_FILE_PATH: join(folder, 'letters'), ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stack = new Stack(`http://127.0.0.1:${web}`, up, folder);
    try {
      await stack.#ready();
    } catch (thrown) {
      await stack.stop();
      throw thrown;
    }
    return stack;
  }

  #ready(): Promise<void> {
    const said: string[] = [];
    return new Promise((ready, failed) => {
      const fail = (): void => failed(new Error(`the stack did not get ready:\n${said.slice(-40).join('\n')}`));
      const late = setTimeout(fail, READY_MS_MAX);
      this.#up.once('exit', fail);
      createInterface({ input: this.#up.stderr }).on('line', (line) => said.push(line));
      createInterface({ input: this.#up.stdout }).on('line', (line) => {
        said.push(line);
        if (!line.includes('ready: http')) return;
        clearTimeout(late);
        this.#up.off('exit', fail);
        ready();
      });
    });
  }

  /** The text of the letter to this address, if it has been sent. */
  async letterTo(address: string): Promise<string | undefined> {
    const folder = join(this.#folder, 'letters');
    const names = await readdir(folder).catch(() => []);
    const letters = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    const [, body] = letters.find((letter) => letter.includes(`To: ${address}\r\n`))?.split('\r\n\r\n') ?? [];
    return body && Buffer.from(body, 'base64').toString();
  }

  async stop(): Promise<void> {
    if (this.#up.exitCode === null) {
      const ended = new Promise((done) => this.#up.once('exit', done));
      this.#up.kill('SIGINT');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

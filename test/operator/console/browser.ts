import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';

const candidates = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = candidates.find((path) => path && existsSync(path));

const args = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A name that a stranger's DNS server has pointed at this machine.
  '--host-resolver-rules=MAP rebound.example.com 127.0.0.1',
];

/** A real browser, started once for a file of tests; each test has a context of its own: no cookie outlives it. */
export class TestBrowser {
  #browser: Browser | undefined;
  readonly #contexts: BrowserContext[] = [];
  /** What pages complained about: a refused script, an uncaught error, a request to somewhere else. */
  readonly complaints: string[] = [];

  async start(): Promise<void> {
    if (!executablePath) throw new Error('There is no browser');
    this.#browser = await chromium.launch({ executablePath, args });
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
  }

  async open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    if (!this.#browser) throw new Error('The browser is not running');
    const context = await this.#browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
    this.#contexts.push(context);
    // A slow machine is no reason to fail.
    context.setDefaultTimeout(100_000);
    const page = await context.newPage();
    const own = new URL(url).origin;
    page.on('pageerror', (error) => this.complaints.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (/Content Security Policy|Refused to/.test(message.text())) this.complaints.push(message.text());
    });
    page.on('request', (request) => {
      const target = new URL(request.url());
      if (target.origin !== own && target.protocol !== 'data:')
        this.complaints.push(`asked ${request.url()}`);
    });
    await page.goto(url);
    return page;
  }

  /** Opens a path of the local console, with the token in its address. */
  openAt({ consoleUrl, token }: { consoleUrl: string; token: string }, path: string, options = {}) {
    const hash = path === '/' ? '/#/' : path;
    return this.open(`${consoleUrl}${hash}${hash.includes('?') ? '&' : '?'}token=${token}`, options);
  }

  async closePages(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
  }
}

/** `describe` where there is a browser; elsewhere the tests are skipped, and the reason is printed. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (executablePath) {
    describe(name, tests);
    return;
  }
  const reason = 'no Chromium found: install it (`apt-get install chromium`) or set CHROMIUM_PATH';
  if (process.env.REQUIRE_BROWSER)
    throw new Error(`The browser tests have to run here, and there is ${reason}`);
  process.stderr.write(`skipped, ${name}: ${reason}\n`);
  describe.skip(`${name} (${reason})`, tests);
}

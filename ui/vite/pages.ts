import type { Plugin } from 'vite';

import pages from '../pages.json' with { type: 'json' };

/** "/promos/{id}/" as an expression that fits "/promos/12/". */
const fits = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);

const pageAt = (path: string): string | undefined =>
  Object.entries(pages).find(([, patterns]) => patterns.some((pattern) => fits(pattern, path)))?.[0];

/** Shows each page at its paths while developing, as the program does in use. */
export const servePages = (): Plugin => ({
  name: 'pages',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      const page = pageAt(new URL(request.url ?? '/', 'http://localhost').pathname);
      if (page) request.url = `/${page}`;
      next();
    });
  },
});

/// <reference lib="webworker" />
import { combined } from './listeners.ts';
import { LiveStream, type Listener } from './stream.ts';

declare const self: SharedWorkerGlobalScope;

/** One stream for all tabs of a browser. */
const tabs = new Map<MessagePort, Listener>();

const tellAll = (message: unknown): void => {
  for (const tab of tabs.keys()) tab.postMessage(message);
};

const stream = new LiveStream(tellAll, (state) => tellAll({ name: 'state', state }));

self.addEventListener('connect', ({ ports }) => {
  const tab = ports[0];
  if (!tab) return;
  tab.addEventListener('message', ({ data }: MessageEvent<Listener | 'leave'>) => {
    // Deleted first, so that the newest stands last.
    tabs.delete(tab);
    if (data !== 'leave') tabs.set(tab, data);
    const all = combined([...tabs.values()]);
    if (all) stream.open(all);
    else stream.close();
  });
  tab.start();
});

import '../kit/tokens.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { startLive } from '../api/live.ts';
import { App } from './App.tsx';
import { followLive } from './data/liveUpdates.ts';
import { keepPush } from './data/push.ts';

followLive();
startLive();
keepPush();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

// What it fetches comes after what is shown.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  window.addEventListener('load', () => void navigator.serviceWorker.register('/sw.js'));
}

import '../kit/tokens.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { startLive } from '../api/live.ts';
import { App } from './App.tsx';
import { followLive } from './data/liveUpdates.ts';

followLive();
startLive();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

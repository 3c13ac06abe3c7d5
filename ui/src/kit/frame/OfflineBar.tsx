import type { ReactNode } from 'react';

import { Icon } from '../Icon.tsx';
import { useKitTexts } from '../texts/index.ts';
import { useOnline } from '../useOnline.ts';
import styles from './Frame.module.css';

/** Says, aloud too, when there is no connection. */
export const OfflineBar = (): ReactNode => {
  const { offlineBar } = useKitTexts();
  const online = useOnline();
  return (
    <div role="status">
      {!online && (
        <p className={styles.offline}>
          <Icon name="offline" size={18} />
          {offlineBar}
        </p>
      )}
    </div>
  );
};

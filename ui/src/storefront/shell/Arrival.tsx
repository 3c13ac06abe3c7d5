import type { ReactNode } from 'react';
import { useLocation } from 'wouter';

import type { Notice } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { Icon } from '../../kit/Icon.tsx';
import { dismissArrival, useArrival } from '../data/arrivals.ts';
import { markRead } from '../data/inbox.ts';
import { useTexts } from '../texts/index.ts';
import styles from './Shell.module.css';

const ArrivalCard = ({ notice }: { notice: Notice }): ReactNode => {
  const { inbox } = useTexts();
  const [, navigate] = useLocation();
  const open = (): void => {
    dismissArrival();
    void markRead(notice);
    navigate(`/promos/${notice.flash_promo}/`);
  };
  return (
    <div className={styles.arrival}>
      <Icon name="bolt" />
      <p className={styles.arrivaltext}>
        <strong>{inbox.arrived}</strong>
        {notice.message}
      </p>
      <Button look="primary" small onClick={open}>
        {inbox.open}
      </Button>
    </div>
  );
};

/** A notice that came just now, over whatever is open; said aloud by screen readers. */
export const Arrival = (): ReactNode => {
  const notice = useArrival();
  return <div role="status">{notice && <ArrivalCard key={notice.id} notice={notice} />}</div>;
};

import type { ReactNode } from 'react';

import type { ReservationDetails } from '../../api/types.ts';
import { classes } from '../../kit/classes.ts';
import { useNow } from '../../kit/useNow.ts';
import { Countdown } from '../near/Countdown.tsx';
import { useTexts } from '../texts/index.ts';
import { faceOf } from './face.ts';
import styles from './Reservations.module.css';

const LOOKS = { reserved: styles.reserved, completed: styles.completed, redeemed: '', cancelled: '', expired: '' };

/** What has become of a reservation, in a word. */
export const Chip = ({ of }: { of: ReservationDetails }): ReactNode => {
  const { reservations } = useTexts();
  const face = faceOf(of, useNow());
  return (
    <span className={classes(styles.chip, LOOKS[face])}>
      {reservations[face]}
      {face === 'reserved' && <Countdown until={of.reserved_until}>{(left) => ` ${left}`}</Countdown>}
    </span>
  );
};

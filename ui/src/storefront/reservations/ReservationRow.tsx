import type { ReactNode } from 'react';
import { Link } from 'wouter';

import type { ReservationDetails } from '../../api/types.ts';
import { money, timeIn } from '../../kit/format.ts';
import { Thumb } from '../../kit/Thumb.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useNow } from '../../kit/useNow.ts';
import { useProduct } from '../data/queries.ts';
import { Chip } from './Chip.tsx';
import { faceOf } from './face.ts';
import styles from './Reservations.module.css';

export const ReservationRow = ({ reservation }: { reservation: ReservationDetails }): ReactNode => {
  const language = useLanguage();
  const now = useNow(1000);
  const product = useProduct(reservation.product).data;
  const to =
    faceOf(reservation, now) === 'reserved' ? `/promos/${reservation.promo}/` : `/reservations/${reservation.id}/`;
  return (
    <Link href={to} className={styles.row}>
      <div className={styles.thumb}>
        <Thumb product={reservation.product} name={reservation.product_name} image={product?.image} />
      </div>
      <div>
        <p className={styles.name}>{reservation.product_name}</p>
        <p className={styles.when}>
          {`${money(reservation.price, reservation.currency, language)} · `}
          {timeIn(undefined, reservation.created_at, now, language)}
        </p>
      </div>
      <Chip of={reservation} />
    </Link>
  );
};

import type { ReactNode } from 'react';
import { Link } from 'wouter';

import type { Reservation } from '../../api/types.ts';
import { money, timeIn } from '../../kit/format.ts';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useNow } from '../../kit/useNow.ts';
import { useProduct } from '../data/queries.ts';
import { Thumb } from '../near/Thumb.tsx';
import { Chip } from './Chip.tsx';
import { faceOf } from './face.ts';
import styles from './Reservations.module.css';

export const ReservationRow = ({ reservation }: { reservation: Reservation }): ReactNode => {
  const language = useLanguage();
  const now = useNow(1000);
  const product = useProduct(reservation.product).data;
  const to =
    faceOf(reservation, now) === 'reserved' ? `/promos/${reservation.promo}/` : `/reservations/${reservation.id}/`;
  return (
    <Link href={to} className={styles.row}>
      <div className={styles.thumb}>
        <Thumb product={reservation.product} name={product?.name ?? ''} image={product?.image} />
      </div>
      <div>
        <p className={styles.name}>{product?.name ?? '…'}</p>
        <p className={styles.when}>
          {product && `${money(reservation.price, product.currency, language)} · `}
          {timeIn(undefined, reservation.created_at, now, language)}
        </p>
      </div>
      <Chip of={reservation} />
    </Link>
  );
};

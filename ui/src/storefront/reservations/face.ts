import type { ReservationDetails } from '../../api/types.ts';

export type Face = 'reserved' | 'completed' | 'redeemed' | 'cancelled' | 'expired';

/** What a reservation is at this moment; a hold that has run out says so before the server has noticed. */
export const faceOf = ({ status, reserved_until, redeemed_at }: ReservationDetails, now: number): Face => {
  if (status === 'reserved' && Date.parse(reserved_until) <= now) return 'expired';
  if (status === 'completed' && redeemed_at) return 'redeemed';
  return status;
};

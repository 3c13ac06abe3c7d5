import { useMemo, type ReactNode } from 'react';
import { encode } from 'uqr';

/** Dark on white in any theme: not every scanner reads the reverse. The code stands beside it as text. */
export const QrCode = ({ text }: { text: string }): ReactNode => {
  const { size, path } = useMemo(() => {
    const { data, size: side } = encode(text, { border: 0 });
    const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : [])));
    return { size: side, path: squares.join('') };
  }, [text]);
  return (
    <svg viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" aria-hidden="true">
      <path d={path} fill="#000" />
    </svg>
  );
};

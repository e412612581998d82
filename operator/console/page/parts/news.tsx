import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

export const NewsContext = createContext<(text: string) => void>(() => {});

/** Announces something: shown for a while, and read out by screen readers. */
export const useNews = () => useContext(NewsContext);

export function News({ text }: { text: string }) {
  return (
    <p class={text ? 'news' : 'news empty'} aria-live="polite" role="status">
      {text}
    </p>
  );
}

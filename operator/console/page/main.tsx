import { render } from 'preact';
import { App } from './app';
import { takeLink } from './state/link';
import { shareToken } from './state/token';
import { drawTextsVisibly } from './visible-texts';

takeLink();
drawTextsVisibly();
// A new link that is opened in this tab changes only what follows `#`, which loads nothing.
addEventListener('hashchange', () => {
  if (takeLink()) location.reload();
});

const page = document.getElementById('page');
if (page) shareToken().then(() => render(<App />, page));

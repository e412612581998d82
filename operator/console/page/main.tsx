import { render } from 'preact';
import { App } from './app';
import { takeToken } from './state/token';
import { drawTextsVisibly } from './visible-texts';

takeToken();
drawTextsVisibly();
// A new link that is opened in this tab changes only what follows `#`, which loads nothing.
addEventListener('hashchange', () => {
  if (takeToken()) location.reload();
});

const page = document.getElementById('page');
if (page) render(<App />, page);

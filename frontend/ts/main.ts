// Everything here is a convenience: each page works without it.
import { createAll, Checkboxes, ErrorSummary, NotificationBanner, Radios, SkipLink, Tabs } from "govuk-frontend";
import { drafts, warnBeforeLeaving } from "./drafts";
import { quickExit } from "./exit";
import { keys } from "./keys";
import { autosubmit, once, printing } from "./once";
import { session } from "./session";
import { signatures } from "./signature";

/** Brings one part of a page to life; called for the page, and again for each fragment htmx puts in. */
function enhance(scope: ParentNode & Element): void {
  for (const component of [Checkboxes, ErrorSummary, NotificationBanner, Radios, Tabs]) {
    createAll(component as never, undefined, scope);
  }
  drafts(scope);
  warnBeforeLeaving(scope);
  signatures(scope);
  autosubmit(scope);
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");
createAll(SkipLink as never);
quickExit();
once();
printing();
session();
keys();
enhance(document.body);
document.body.addEventListener("htmx:afterSettle", (event) => enhance((event as CustomEvent).target as Element));

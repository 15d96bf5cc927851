// Tells the stylesheet, before anything is drawn, that scripts run. A file, so that the page needs no inline script.
document.body.className += " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");

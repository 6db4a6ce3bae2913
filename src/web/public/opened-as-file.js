// Browsers load no modules from a disk or a stick: the page that is opened from there is another one.
if (location.protocol === "file:") location.replace(`offline.html${location.hash}`);

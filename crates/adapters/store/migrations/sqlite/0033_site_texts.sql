-- What a public site says of itself in languages besides its default one (SUP-1). JSON: an object of language codes, each with title, welcome, agreement; what is empty the default language says.
ALTER TABLE public_sites ADD COLUMN texts TEXT NOT NULL DEFAULT '{}';

-- The custom emoji of an actor's name: {"shortcode": "address"}; empty for none.
ALTER TABLE actor ADD COLUMN emojis TEXT NOT NULL DEFAULT '';

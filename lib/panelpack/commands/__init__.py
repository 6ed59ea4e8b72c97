"""The commands of `panelpack`; each loads what it needs when it is called, so help is quick."""

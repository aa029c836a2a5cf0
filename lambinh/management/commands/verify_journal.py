from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lambinh.audit import hash_chain


class Command(BaseCommand):
    help = gettext_lazy("Go through the journal's chain: whether an entry was changed, removed or put in later.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--copy", type=Path, help=_("a copy of the chain that was kept elsewhere"))

    def handle(self, *, copy: Path | None, **options: object) -> None:
        chain_copy = copy or (Path(settings.LAMBINH_JOURNAL_COPY) if settings.LAMBINH_JOURNAL_COPY else None)
        if chain_copy is not None and not chain_copy.exists():
            raise CommandError(_("There is no copy of the chain at %(file)s.") % {"file": chain_copy})
        try:
            summary = hash_chain.verify(chain_copy)
        except hash_chain.BrokenChain as broken:
            raise CommandError(_("The journal was changed from outside. %(where)s") % {"where": broken}) from None
        text = _("The journal is whole: %(entries)d entries in %(seals)d seals, %(waiting)d not sealed yet.")
        self.stdout.write(text % {"entries": summary.entries, "seals": summary.seals, "waiting": summary.waiting})
        self.stdout.write(_("Newest digest: %(digest)s") % {"digest": summary.newest or "–"})

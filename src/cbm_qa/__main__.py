"""Run the command line as `python -m cbm_qa`."""

from cbm_qa.cli import main

main()

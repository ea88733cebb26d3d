"""Open the chat over ./corpus: `python app.py [--port 7860]`."""

import sys

from cbm_qa.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["serve"]
    main()

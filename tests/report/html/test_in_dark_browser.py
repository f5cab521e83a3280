"""The pages in a browser that darkens every page by itself, as Chrome does on some phones."""

import io

import matplotlib.image
import pytest
from pages import PAGES
from tools import needs_chromium

pytestmark = needs_chromium
CHROMIUM_OPTIONS = ["--blink-settings=forceDarkModeEnabled=true"]


@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_plot_can_be_read(visit, look):
    page = visit(PAGES["student"](), color_scheme=look).page
    picture = page.locator("figure svg").first.screenshot()
    pixels = matplotlib.image.imread(io.BytesIO(picture))[..., :3].mean(axis=2)
    # Lines and letters on one ground.
    ground = float(sorted(pixels.ravel())[pixels.size // 2])
    assert abs(pixels - ground).max() > 0.5
    assert (abs(pixels - ground) > 0.25).mean() > 0.01

"""What every drawing has: a white sheet with a title, and texts. It needs no script, no font and no address."""

from xml.etree.ElementTree import Element, SubElement

from app.platform.texts import writable_in_xml

MARGIN, TOP = 16, 60
INK, SOFT, FILL = "#1d2a35", "#5a6772", "#2f6f8f"

FEW = "aantallen onder de vijf, en cijfers waaruit zo'n aantal te berekenen zou zijn."
LEFT_OUT = f"Niet getoond: {FEW}"
"""What is said wherever something is left out."""


def sheet(width: int, height: int, title: str, subtitle: str) -> Element:
    """Begin a drawing; what is drawn begins at TOP."""
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width} {height}",
            "width": str(width),
            "height": str(height),
            "role": "img",
            "font-family": "sans-serif",
            "font-size": "13",
        },
    )
    SubElement(root, "title").text = writable_in_xml(title)
    SubElement(root, "rect", {"width": str(width), "height": str(height), "fill": "#ffffff"})
    write(root, MARGIN, 24, title, fill=INK, font_weight="bold", font_size="15")
    write(root, MARGIN, 43, subtitle, fill=SOFT)
    return root


def write(root: Element, x: float, y: float, text: str, **style: str) -> None:
    """Write a text with its base line at `y`."""
    attributes = {name.replace("_", "-"): value for name, value in style.items()}
    SubElement(root, "text", {"x": str(x), "y": str(y), **attributes}).text = writable_in_xml(text)

"""Write what something new needs: a quarter, a measure, a priority, a whole workbook.

Nothing is imported here, so that each command loads only what it needs.
"""

"""Named checks that layers and ops go through, and the guards that no exported one is left out."""
